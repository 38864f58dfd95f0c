//! `dist/`: the hand-written JavaScript of `src/js/` and the core, bundled and minified.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{commonjs, shell, stamp::Stamp, wasm::Core, workspace::Workspace};

/// One bundle: an entry of `src/js/`, its name in `dist/`, and esbuild's name for the kind of file. What is to be `cjs` is a module
/// until the end.
///
/// An entry imports the bindings as `hoofprint-glue`, the calls' numbers as `hoofprint-calls`, and the module's bytes, if they are to
/// be in the bundle, through `hoofprint-packed`. `VERSION` is the package's version, `STUB` the stub's text.
struct Bundle {
    entry: &'static str,
    output: &'static str,
    format: &'static str,
}

const BUNDLES: [Bundle; 21] = [
    // First, since a later one has it inside.
    Bundle { entry: "stub.js", output: STUB, format: "iife" },
    Bundle { entry: "array.js", output: "array.js", format: "iife" },
    Bundle { entry: "array.full.js", output: "array.full.js", format: "iife" },
    Bundle { entry: "index.js", output: "index.mjs", format: "esm" },
    Bundle { entry: "index.js", output: "index.cjs", format: "cjs" },
    Bundle { entry: "inert.js", output: "inert.mjs", format: "esm" },
    Bundle { entry: "inert.js", output: "inert.cjs", format: "cjs" },
    Bundle { entry: "slim.js", output: "slim.mjs", format: "esm" },
    Bundle { entry: "slim.js", output: "slim.cjs", format: "cjs" },
    Bundle { entry: "react.js", output: "react.mjs", format: "esm" },
    Bundle { entry: "react.js", output: "react.cjs", format: "cjs" },
    Bundle { entry: "worker.js", output: "worker.mjs", format: "esm" },
    Bundle { entry: "worker.js", output: "worker.cjs", format: "cjs" },
    Bundle { entry: "snippet.entry.js", output: "snippet.mjs", format: "esm" },
    Bundle { entry: "snippet.entry.js", output: "snippet.cjs", format: "cjs" },
    Bundle { entry: "adapters/kissmetrics.script.js", output: "kissmetrics.js", format: "iife" },
    Bundle { entry: "adapters/kissmetrics.js", output: "kissmetrics.mjs", format: "esm" },
    Bundle { entry: "adapters/kissmetrics.js", output: "kissmetrics.cjs", format: "cjs" },
    Bundle { entry: "adapters/segment.script.js", output: "segment.js", format: "iife" },
    Bundle { entry: "adapters/segment.js", output: "segment.mjs", format: "esm" },
    Bundle { entry: "adapters/segment.js", output: "segment.cjs", format: "cjs" },
];

/// Tells V8 to compile all of a script's functions, off the main thread, while the script arrives (Explicit JavaScript Compile
/// Hints, Chromium 136). Nearly all of ours run before the first event.
const COMPILE_ALL: &str = "//# allFunctionsCalledOnLoad";

/// The first line of bundles that start with one.
const PREAMBLES: [(&str, &str); 3] = [
    ("array.js", COMPILE_ALL),
    ("array.full.js", COMPILE_ALL),
    // Next.js wants components marked that use React's hooks.
    ("react.js", "'use client';"),
];

/// What esbuild is told besides, for an entry or an output.
const EXTRAS: [(&str, &[&str]); 4] = [
    ("react.js", &["--external:react", "--external:hoofprint"]),
    // Jest runs these.
    ("index.cjs", &["--inject:src/js/utf8.js"]),
    ("slim.cjs", &["--inject:src/js/utf8.js"]),
    // What only pages have comes from a file.
    ("worker.js", &["--inject:src/js/worker_page.js", "--define:globalThis=page", "--define:window=page"]),
];

/// The types of the entries, in `src/js/` and in `dist/`. TypeScript wants those of a `.cjs` in a `.d.cts`.
const TYPES: [(&str, &str); 7] = [
    ("index.d.ts", "index"),
    ("slim.d.ts", "slim"),
    ("react.d.ts", "react"),
    ("snippet.d.ts", "snippet"),
    ("worker.d.ts", "worker"),
    ("adapters/kissmetrics.d.ts", "kissmetrics"),
    ("adapters/segment.d.ts", "segment"),
];

/// The stub's name in `dist/`.
const STUB: &str = "stub.js";

/// The module's name in `dist/`.
const MODULE: &str = "hoofprint_bg.wasm";

/// Where `dist/` says what its files hash to.
const INTEGRITY: &str = "integrity.json";

/// Node hashes, as it compresses for [`crate::size`].
const HASH: &str = include_str!("hash.mjs");

/// Makes `dist/` anew beside the old one, and puts it in its place when all of it is there.
pub(crate) fn build(workspace: &Workspace, core: &Core) -> Result<()> {
    let dist = &workspace.dist;
    let name = dist.file_name().context("--out names a directory")?.to_string_lossy();
    let mut stamp = Stamp::new(workspace.scratch().join(format!("{name}.stamp")))?;
    stamp.add_text(&dist.to_string_lossy());
    let scripts = workspace.root.join("src/js");
    for input in [&scripts, &core.glue, &core.wasm, &workspace.root.join("package.json")] {
        stamp.add(input)?;
    }
    stamp.add(&workspace.root.join("package-lock.json"))?;
    let mut outputs = BUNDLES.iter().map(|bundle| bundle.output).chain([MODULE, INTEGRITY]);
    if stamp.is_fresh() && outputs.all(|file| dist.join(file).is_file()) {
        shell::say(format!("{name}/ is up to date"));
        return Ok(());
    }

    shell::say(format!("bundling {name}/ (esbuild, terser)"));
    let fresh = dist.with_file_name(format!("{name}.new"));
    remove(&fresh)?;
    fs::create_dir_all(&fresh)?;
    for bundle in &BUNDLES {
        let output = fresh.join(bundle.output);
        esbuild(workspace, core, bundle, &output)?;
        terser(workspace, bundle, &output)?;
        if bundle.format == "cjs" {
            let script = commonjs::script(&fs::read_to_string(&output)?).with_context(|| bundle.output)?;
            fs::write(&output, script)?;
        }
    }
    for (from, to) in TYPES {
        let types = fs::read_to_string(scripts.join(from)).with_context(|| format!("src/js/{from}"))?;
        fs::write(fresh.join(format!("{to}.d.ts")), &types)?;
        fs::write(fresh.join(format!("{to}.d.cts")), types.replace("'./index.js'", "'./index.cjs'"))?;
    }
    fs::copy(&core.wasm, fresh.join(MODULE))?;
    let mut hash = Command::new("node");
    let hashes = shell::read(hash.current_dir(&fresh).args(["--input-type=module", "--eval", HASH]))?;
    fs::write(fresh.join(INTEGRITY), hashes)?;

    let old = dist.with_file_name(format!("{name}.old"));
    remove(&old)?;
    if dist.exists() {
        fs::rename(dist, &old)?;
    }
    fs::rename(&fresh, dist)?;
    remove(&old)?;
    stamp.keep()?;
    shell::say(format!("{name}/ is built"));
    Ok(())
}

fn esbuild(workspace: &Workspace, core: &Core, bundle: &Bundle, output: &Path) -> Result<()> {
    let entry = workspace.root.join("src/js").join(bundle.entry);
    if !entry.is_file() {
        bail!("src/js/{} is missing", bundle.entry);
    }
    let mut esbuild = Command::new(workspace.npm_program("esbuild"));
    esbuild.current_dir(&workspace.root).arg(entry);
    esbuild.args(["--bundle", "--minify", "--target=es2020", "--platform=browser", "--charset=utf8"]);
    esbuild.args(["--legal-comments=none", "--log-level=warning"]);
    esbuild.arg(format!("--format={}", if bundle.format == "cjs" { "esm" } else { bundle.format }));
    esbuild.arg(format!("--define:VERSION={:?}", workspace.version));
    esbuild.arg(format!("--alias:hoofprint-glue={}", core.glue.display()));
    esbuild.arg(format!("--alias:hoofprint-calls={}", core.calls.display()));
    esbuild.arg(format!("--alias:hoofprint-packed={}", core.packed.display()));
    if let Ok(stub) = fs::read_to_string(output.with_file_name(STUB)) {
        esbuild.arg(format!("--define:STUB={}", serde_json::to_string(stub.trim())?));
    }
    let is_of = |name: &str| [bundle.entry, bundle.output].contains(&name);
    esbuild.args(EXTRAS.iter().filter(|(name, _)| is_of(name)).flat_map(|(_, extras)| *extras));
    esbuild.arg(format!("--outfile={}", output.display()));
    shell::run(&mut esbuild).with_context(|| format!("bundling {}", bundle.output))
}

/// Minifies once more: 4 % of brotli on a loader.
fn terser(workspace: &Workspace, bundle: &Bundle, output: &Path) -> Result<()> {
    let mut terser = Command::new(workspace.npm_program("terser"));
    terser.arg(output).args(["--compress", "passes=3,ecma=2020", "--mangle", "--ecma", "2020"]);
    if bundle.format != "iife" {
        terser.arg("--module");
    }
    for (_, preamble) in PREAMBLES.iter().filter(|(entry, _)| *entry == bundle.entry) {
        terser.arg("--format").arg(format!("preamble={preamble:?}"));
    }
    shell::run(terser.arg("--output").arg(output)).with_context(|| format!("minifying {}", bundle.output))
}

fn remove(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory).with_context(|| directory.display().to_string())
    } else {
        Ok(())
    }
}
