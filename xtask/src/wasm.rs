//! The core: from Rust to an optimised wasm module and the JavaScript that binds it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    calls, pack, prune::prune, shell, shorten::Names, stamp::Stamp, toolchain, toolchain::Toolchain, trim::trim,
    workspace::Workspace,
};

/// The parts of `std` that are rebuilt, for size (docs/decisions.md has the figures).
const STD: [&str; 2] = ["-Zbuild-std=core,alloc,std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

/// `immediate-abort` leaves out every panic message. From `mvp`, only what every engine since Safari 15 and Chrome 75 has
/// is turned on: without it memory is copied a byte at a time. Reference types would cost those engines, and `wasm2js`
/// cannot translate them.
const FLAGS: [&str; 5] = [
    "-Cpanic=immediate-abort",
    "-Zunstable-options",
    "-Ctarget-cpu=mvp",
    "-Ctarget-feature=+bulk-memory,+nontrapping-fptoint,+sign-ext",
    // A megabyte is the default, of which nothing here needs a tenth.
    "-Clink-arg=-zstack-size=131072",
];

/// Once more after `--flatten --rereloop` gives 2 % of brotli more than `-Oz` alone. The first KB of memory is the end of
/// the stack, which Rust never points to. Small functions are inlined: V8 compiles each at its first call, which costs more
/// than its bytes.
const WASM_OPT: [&str; 12] = [
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--converge",
    "--low-memory-unused",
    "--always-inline-max-function-size=8",
];
const STRIP: [&str; 3] = ["--strip-debug", "--strip-producers", "--strip-target-features"];

/// See [`Core::calls`].
const CALLS: &str = "calls.js";

/// What the bundles are made of.
pub(crate) struct Core {
    /// wasm-bindgen's JavaScript, as a module with `imports` and `start`.
    pub(crate) glue: PathBuf,
    /// The numbers of the calls, as a module with a constant each.
    pub(crate) calls: PathBuf,
    /// The optimised module.
    pub(crate) wasm: PathBuf,
    /// The same as a script.
    pub(crate) packed: PathBuf,
}

/// Builds the core.
pub(crate) fn build(workspace: &Workspace, toolchain: &Toolchain) -> Result<Core> {
    let linked = link(workspace, toolchain)?;
    let directory = workspace.scratch().join(toolchain.origin);
    let bound = directory.join("bound");
    let core = Core {
        glue: bound.join("hoofprint.js"),
        calls: bound.join(CALLS),
        wasm: directory.join("hoofprint.wasm"),
        packed: directory.join("packed.js"),
    };
    let mut stamp = Stamp::new(directory.join("stamp"))?;
    stamp.add(&linked)?;
    stamp.add(&workspace.root.join("package-lock.json"))?;
    if stamp.is_fresh() && [&core.glue, &core.calls, &core.wasm, &core.packed].iter().all(|file| file.is_file()) {
        return Ok(core);
    }
    fs::create_dir_all(&bound)?;
    bind(&linked, &bound, true)?;
    optimise(workspace, &bound.join("hoofprint_bg.wasm"), &core.wasm, &STRIP)?;
    fs::write(&core.packed, pack::script(&fs::read(&core.wasm)?))?;
    stamp.keep()?;
    Ok(core)
}

/// The module as it is built, but with the names of its functions.
pub(crate) fn named(workspace: &Workspace, toolchain: &Toolchain) -> Result<Vec<u8>> {
    let linked = link(workspace, toolchain)?;
    let directory = workspace.scratch().join(toolchain.origin).join("named");
    fs::create_dir_all(&directory)?;
    bind(&linked, &directory, false)?;
    let wasm = directory.join("hoofprint.wasm");
    optimise(workspace, &directory.join("hoofprint_bg.wasm"), &wasm, &["--debuginfo"])?;
    fs::read(&wasm).with_context(|| wasm.display().to_string())
}

fn link(workspace: &Workspace, toolchain: &Toolchain) -> Result<PathBuf> {
    shell::say(format!("building the wasm core with {}", toolchain.name));
    let mut cargo = toolchain.cargo(workspace, "build", &FLAGS);
    shell::run(cargo.args(["--lib", "--profile", "wasm"]).args(STD))?;
    Ok(toolchain::target(workspace).join(toolchain::TARGET).join("wasm/hoofprint.wasm"))
}

/// Makes the bindings, by the library that the `wasm-bindgen` program is a shell of.
fn bind(linked: &Path, directory: &Path, strips: bool) -> Result<()> {
    shell::say("making the bindings (wasm-bindgen)");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(linked).out_name("hoofprint").web(true)?.typescript(false);
    // Our own loader knows where the module lies.
    bindgen.omit_default_module_path(true).remove_name_section(strips).remove_producers_section(true);
    let mut output = bindgen.generate_output().context("wasm-bindgen")?;
    prune(output.wasm_mut());
    let names = Names::shorten(&mut output);
    output.emit(directory).context("wasm-bindgen")?;
    let glue = directory.join("hoofprint.js");
    let (bindings, calls) = calls::take(&fs::read_to_string(&glue)?)?;
    fs::write(directory.join(CALLS), calls)?;
    fs::write(&glue, trim(&names.apply(&bindings)?)?)?;
    Ok(())
}

fn optimise(workspace: &Workspace, from: &Path, to: &Path, more: &[&str]) -> Result<()> {
    shell::say("optimising the core (wasm-opt)");
    let mut wasm_opt = Command::new(workspace.npm_program("wasm-opt"));
    shell::run(wasm_opt.args(WASM_OPT).args(more).arg("--output").arg(to).arg(from))
}
