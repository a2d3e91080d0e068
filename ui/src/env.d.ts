/** True in `--mode fake` only. */
declare const __FAKE_CORE__: boolean;
/** The worker's script, in the verifier page only. */
declare const __WORKER__: string;
/** The verifier's WebAssembly, gzip in base64, in the verifier page's worker only. */
declare const __WASM__: string;
