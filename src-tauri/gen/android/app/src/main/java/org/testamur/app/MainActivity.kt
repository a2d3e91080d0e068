package org.testamur.app

import android.os.Bundle
import android.view.WindowManager
import androidx.activity.enableEdgeToEdge

// Everything else is Rust (docs/mobile.md).
class MainActivity : TauriActivity() {
  override fun onCreate(savedInstanceState: Bundle?) {
    // No screenshot, no casting, no picture of the screen in the list of recent apps. Before the first frame.
    window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
    enableEdgeToEdge()
    super.onCreate(savedInstanceState)
  }
}
