//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::limits;

/// Takes events from Hoofprint's (or PostHog's) tracker and stores them in SQLite.
#[derive(Debug, Clone, Parser)]
#[command(name = "hoofprint-collector", version)]
pub struct Arguments {
    /// Where to listen [default: 127.0.0.1:8000, or the port in PORT]. Use 0.0.0.0:8000 to be reached from other machines.
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,

    /// Where to keep the database.
    #[arg(long, env = "HOOFPRINT_DATA", value_name = "DIR", default_value = ".hoofprint")]
    pub data: PathBuf,

    /// The tracker's files, served at /static/. Another version's may lie in a directory of its name, like 0.1.0.
    #[arg(long = "static", value_name = "DIR", default_value = "dist")]
    pub static_directory: PathBuf,

    /// The pages, served at /.
    #[arg(long = "www", value_name = "DIR", default_value = "www")]
    pub www_directory: PathBuf,

    /// Make another read key and print it. It works at once, even if a collector runs on this database already.
    #[arg(long)]
    pub new_key: bool,

    /// Make a key that may change feature flags, too, and print it.
    #[arg(long)]
    pub new_admin_key: bool,

    /// The port to listen on when --listen is not given.
    #[arg(long, env = "PORT", hide = true, default_value_t = 8000)]
    pub port: u16,

    /// A read key to accept beside those made here.
    #[arg(long, env = "HOOFPRINT_READ_KEY", hide = true, hide_env_values = true, value_parser = read_key)]
    pub read_key: Option<String>,

    /// An admin key to accept beside those made here.
    #[arg(long, env = "HOOFPRINT_ADMIN_KEY", hide = true, hide_env_values = true, value_parser = read_key)]
    pub admin_key: Option<String>,
}

impl Arguments {
    /// The address to listen on.
    pub fn address(&self) -> String {
        self.listen.clone().unwrap_or_else(|| format!("127.0.0.1:{}", self.port))
    }
}

fn read_key(text: &str) -> Result<String, String> {
    let least = limits::READ_KEY_CHARS;
    if text.chars().count() < least {
        return Err(format!("a key needs at least {least} characters"));
    }
    Ok(text.to_owned())
}
