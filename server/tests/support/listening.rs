//! A server in this process, reached over its socket from as many addresses as a test wants.

use testamur_server::{Limits, Server};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::link::{Link, tcp_from};
use super::{Call, Device, HOST, Organisation, Reply};

pub struct Listening {
    pub addr: String,
    pub pin: evidence::Digest,
    pub org: Organisation,
    pub data: tempfile::TempDir,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<testamur_server::Result<()>>,
}

impl Listening {
    /// Makes it with one organisation. Addresses of this machine are counted separately.
    pub async fn with(change: impl FnOnce(&mut Limits)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut config = super::config(data.path());
        config.limits.trust_loopback = false;
        change(&mut config.limits);
        let server = Server::bind(config).await.unwrap();
        let (addr, pin, router) = (server.addr.to_string(), server.pin, server.router());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server.run(async { drop(stopped.await) }));
        let org = Organisation::new();
        let request = org.admission();
        let admitted = tower::ServiceExt::oneshot(router, request).await.unwrap();
        assert!(admitted.status().is_success());
        Self { addr, pin, org, data, stop, serving }
    }

    pub async fn link(&self, from: [u8; 2]) -> std::io::Result<Link> {
        Link::over(tcp_from(from, &self.addr).await?, self.pin).await
    }

    /// Sends one request over a new connection.
    pub async fn ask(&self, from: [u8; 2], call: Call<'_>) -> Reply {
        self.link(from).await.unwrap().send(call.request(HOST)).await.unwrap()
    }

    /// Enrols a new device over a connection that stays.
    pub async fn enrol(&self, from: [u8; 2]) -> (Device, Link) {
        let device = Device::new(&self.org);
        let mut link = self.link(from).await.unwrap();
        link.send(device.enrol(&self.org).request(HOST)).await.unwrap().ok();
        (device, link)
    }

    pub async fn stop(self) {
        let _ = self.stop.send(());
        self.serving.await.unwrap().unwrap();
    }
}
