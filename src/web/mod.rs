//! Pages and API. The only place that names axum.

mod agenda;
mod api_v2;
mod booking;
mod browser;
mod calls;
mod cases;
mod closing;
mod demo;
mod desk;
mod fields;
mod headers;
mod health;
mod my;
mod once;
mod problem;
mod random;
mod replies;
pub mod routes;
mod settings;
mod shell;
mod sign_in;
mod sms;
mod staff;
mod static_files;
mod statistics;
mod visitor;

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::app::App;

/// Answers on the configured address until the process is asked to stop, then lets what is under
/// way finish.
///
/// # Errors
/// The address is taken or not allowed.
pub async fn serve(app: App, listener: TcpListener) -> io::Result<()> {
    let pages = routes::router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, pages).with_graceful_shutdown(asked_to_stop()).await?;
    Ok(())
}

/// Until the process is asked to end, from the keyboard or by the system.
pub async fn asked_to_stop() {
    let by_keyboard = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        let mut by_system = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(_) => return by_keyboard.await,
        };
        tokio::select! {
            () = by_keyboard => {}
            _ = by_system.recv() => {}
        }
    }
    #[cfg(not(unix))]
    by_keyboard.await;
}
