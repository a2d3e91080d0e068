//! Standard input that also ends when the person stops the program, so that a stop seals the recording and only a kill
//! cuts it.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

const PIECE: usize = 64 * 1024;

/// Bytes of standard input until it ends or the program is stopped.
pub struct UntilStopped {
    pieces: Receiver<io::Result<Vec<u8>>>,
    rest: io::Cursor<Vec<u8>>,
}

impl UntilStopped {
    /// Starts to read and to listen.
    pub fn standard_input() -> io::Result<Self> {
        let (send, pieces) = sync_channel(4);
        let stop = send.clone();
        std::thread::spawn(move || read_standard_input(&send));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::spawn(move || {
            if runtime.block_on(stopped()).is_ok() {
                let _ = stop.send(Ok(Vec::new()));
            }
        });
        Ok(Self { pieces, rest: io::Cursor::default() })
    }
}

/// Becomes ready when the program is stopped: SIGINT, SIGTERM, or SIGHUP of a closed terminal.
pub async fn stopped() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let [mut terminate, mut hangup] = [signal(SignalKind::terminate())?, signal(SignalKind::hangup())?];
        tokio::select! {
            done = tokio::signal::ctrl_c() => done,
            _ = terminate.recv() => Ok(()),
            _ = hangup.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

fn read_standard_input(send: &SyncSender<io::Result<Vec<u8>>>) {
    let mut input = io::stdin().lock();
    loop {
        let mut piece = vec![0; PIECE];
        match input.read(&mut piece) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Ok(read) => {
                piece.truncate(read);
                if send.send(Ok(piece)).is_err() || read == 0 {
                    return;
                }
            }
            Err(e) => {
                let _ = send.send(Err(e));
                return;
            }
        }
    }
}

impl Read for UntilStopped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.rest.read(buffer)?;
            if self.rest.position() == self.rest.get_ref().len() as u64 {
                // Memory of a consumed piece is released before the next one comes.
                self.rest = io::Cursor::default();
            }
            if read > 0 {
                return Ok(read);
            }
            match self.pieces.recv() {
                // An empty piece is the end, from either sender.
                Ok(Ok(piece)) if piece.is_empty() => return Ok(0),
                Ok(Ok(piece)) => self.rest = io::Cursor::new(piece),
                Ok(Err(e)) => return Err(e),
                Err(_) => return Ok(0),
            }
        }
    }
}
