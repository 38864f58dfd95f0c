//! The program that `cargo test` hands each wasm test module to: wasm-bindgen's own runner, linked from the lock file's
//! version so that it always fits the `wasm-bindgen` crate.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
