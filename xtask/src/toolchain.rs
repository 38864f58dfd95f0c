//! Which compiler makes the wasm.
//!
//! The standard library is rebuilt for size, so a compiler is only of use together with its library's source. rustup has
//! both; where it cannot be reached, Debian has a matched pair. Both are called with the same flags.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{debian, shell, workspace::Workspace};

/// The compiler's version, for everybody. Debian's pair may be newer, never older.
pub(crate) const VERSION: &str = "1.95.0";

/// Debian's compiler, and the source of its standard library. Of one version, or `std` does not build.
const DEBIAN_PAIR: [&str; 2] = ["rustc-web", "rust-web-src"];

/// rustup waits for minutes when its server is not there.
const RUSTUP_PATIENCE: Duration = Duration::from_secs(60);

/// The target of the tracker.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler that has its library's source beside it.
pub(crate) struct Toolchain {
    /// Where it is from, as `HOOFPRINT_TOOLCHAIN` has it.
    pub(crate) origin: &'static str,
    /// What it is called on screen.
    pub(crate) name: String,
    /// Whether `cargo clippy` fits this compiler.
    pub(crate) has_clippy: bool,
    rustc: PathBuf,
    flags: Vec<String>,
}

impl Toolchain {
    /// Cargo for the wasm target with this compiler, set up to rebuild `std`. `flags` go to the compiler, for the target
    /// only: build scripts and macros of the host do not see them.
    pub(crate) fn cargo(&self, workspace: &Workspace, command: &str, flags: &[&str]) -> Command {
        let mut cargo = shell::cargo();
        cargo.current_dir(&workspace.root).arg(command).args(["--package", "hoofprint", "--target", TARGET]);
        let own = self.flags.iter().map(String::as_str);
        let flags: Vec<&str> = flags.iter().copied().chain(own).collect();
        cargo
            .env("RUSTC", &self.rustc)
            .env("CARGO_TARGET_DIR", target(workspace))
            // Rebuilding std is not stable yet; the compiler's version is pinned, so that it may be relied upon.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
            // Set by `cargo run` for rustup's compiler, and of no good to another.
            .env_remove("LD_LIBRARY_PATH");
        cargo
    }
}

/// Where this compiler's work goes. Apart from everybody else's: build scripts look at `RUSTC_BOOTSTRAP`, and in a common
/// directory every change between with and without it would build half of the host's crates anew.
pub(crate) fn target(workspace: &Workspace) -> PathBuf {
    workspace.target.join("core")
}

/// The compiler that this machine has, or can get.
pub(crate) fn pick() -> Result<Toolchain> {
    match env::var("HOOFPRINT_TOOLCHAIN").as_deref() {
        Ok("rustup") => return from_rustup(),
        Ok("debian") => return from_debian(),
        Ok(other) => bail!("HOOFPRINT_TOOLCHAIN is rustup or debian, not {other}"),
        Err(_) => {}
    }
    let refusal = match from_rustup() {
        Ok(toolchain) => return Ok(toolchain),
        Err(error) => format!("{error:#}"),
    };
    let by_hand = format!("rustup toolchain install {VERSION} --component rust-src");
    if !debian::is_debian() {
        bail!("no compiler for the wasm: {refusal}; by hand: {by_hand}");
    }
    shell::say(format!("rustup has no Rust {VERSION} with its library's source ({refusal}); trying Debian's"));
    from_debian().with_context(|| format!("no compiler for the wasm; by hand: {by_hand}"))
}

/// rustup's active toolchain if it is of our version, otherwise our version beside it; `rust-src` added where it lacks.
///
/// The wasm target is not asked for: rebuilding `std` makes it.
fn from_rustup() -> Result<Toolchain> {
    let active = Compiler::ask("rustc", &[]).context("no rustc on the PATH")?;
    let pinned = ["run", VERSION, "rustc"];
    let (compiler, toolchain) = if active.version == VERSION {
        (active, None)
    } else if let Ok(compiler) = Compiler::ask("rustup", &pinned) {
        (compiler, Some(VERSION))
    } else {
        shell::say(format!(
            "the active Rust is {}; asking rustup for {VERSION}, which the wasm is built with",
            active.version
        ));
        rustup(&["toolchain", "install", VERSION, "--profile", "minimal", "--no-self-update"])?;
        (Compiler::ask("rustup", &pinned)?, Some(VERSION))
    };
    if !compiler.has_source() {
        shell::say("asking rustup for rust-src: the standard library is rebuilt, to make the wasm smaller");
        let mut arguments = vec!["component", "add", "rust-src"];
        arguments.extend(toolchain.iter().flat_map(|name| ["--toolchain", name]));
        rustup(&arguments)?;
    }
    if !compiler.has_source() {
        bail!("rustup has no rust-src for Rust {}", compiler.version);
    }
    let name = format!("rustup's Rust {}", compiler.version);
    let rustc = compiler.sysroot.join("bin/rustc");
    Ok(Toolchain { origin: "rustup", name, has_clippy: toolchain.is_none(), rustc, flags: Vec::new() })
}

fn rustup(arguments: &[&str]) -> Result<()> {
    shell::run_within(Command::new("rustup").args(arguments), RUSTUP_PATIENCE)
}

/// Debian's pair, installed where it is not there yet.
fn from_debian() -> Result<Toolchain> {
    let versions = || DEBIAN_PAIR.map(debian::version);
    let matched = |[compiler, source]: &[Option<String>; 2]| compiler.is_some() && compiler == source;
    if !matched(&versions()) {
        debian::install(&DEBIAN_PAIR, "the compiler of the wasm, and the source of its standard library")?;
    }
    let [compiler_version, source_version] = versions();
    if !matched(&[compiler_version.clone(), source_version.clone()]) {
        bail!("Debian's rustc-web ({compiler_version:?}) and rust-web-src ({source_version:?}) are not a pair");
    }
    let rustc = PathBuf::from("/usr/bin/rustc");
    let compiler = Compiler::ask("/usr/bin/rustc", &[])?;
    if release(&compiler.version) < release(VERSION) {
        bail!("Debian's rustc-web is {}, and the wasm needs {VERSION}: are its security updates on?", compiler.version);
    }
    if !compiler.has_source() {
        bail!("rust-web-src has no source of the standard library where Debian's rustc looks for it");
    }
    let linker = linker(&compiler)?;
    let flags = vec!["-Clinker-flavor=wasm-lld".to_owned(), format!("-Clinker={}", linker.display())];
    let name = format!("Debian's Rust {}", compiler.version);
    Ok(Toolchain { origin: "debian", name, has_clippy: false, rustc, flags })
}

/// A linker for wasm, which Debian's pair does not bring: the active toolchain's, or LLVM's own of the same version.
fn linker(compiler: &Compiler) -> Result<PathBuf> {
    if let Ok(active) = Compiler::ask("rustc", &[]) {
        let bundled = active.sysroot.join("lib/rustlib").join(&active.host).join("bin/rust-lld");
        if bundled.is_file() {
            return Ok(bundled);
        }
    }
    let program = format!("wasm-ld-{}", compiler.llvm);
    if let Some(file) = shell::find(&program) {
        return Ok(file);
    }
    debian::install(&[&format!("lld-{}", compiler.llvm)], "the linker of the wasm")?;
    shell::find(&program).with_context(|| format!("no {program} after installing it"))
}

/// A compiler, as it describes itself.
struct Compiler {
    version: String,
    host: String,
    llvm: String,
    sysroot: PathBuf,
}

impl Compiler {
    /// Asks `program prefix… -vV`.
    fn ask(program: &str, prefix: &[&str]) -> Result<Self> {
        let ask = |arguments: &[&str]| shell::read(Command::new(program).args(prefix).args(arguments));
        let text = ask(&["-vV"])?;
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            line.with_context(|| format!("{program} does not say its {name}"))
        };
        Ok(Self {
            version: field("release")?.to_owned(),
            host: field("host")?.to_owned(),
            llvm: field("LLVM version")?.split('.').next().unwrap_or_default().to_owned(),
            sysroot: ask(&["--print", "sysroot"])?.trim().into(),
        })
    }

    /// Whether the standard library's source lies where Cargo looks for it.
    fn has_source(&self) -> bool {
        Path::new(&self.sysroot).join("lib/rustlib/src/rust/library/Cargo.lock").is_file()
    }
}

/// `1.95.0` as numbers; what a suffix says is left out.
fn release(version: &str) -> Vec<u32> {
    let digits = version.split(|character: char| !character.is_ascii_digit());
    digits.take(3).filter_map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_compare_as_numbers() {
        assert!(release("1.100.0") > release("1.95.0"));
        assert!(release("1.85.1") < release(VERSION));
        assert_eq!(release("1.96.0-nightly"), [1, 96, 0]);
    }
}
