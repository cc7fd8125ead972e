// Starts a hub of its own with the demonstration data, on a free port of this machine.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

async function run(program, words) {
  const child = spawn(program, words, { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
  let told = "";
  child.stderr.on("data", (piece) => (told += piece));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}:\n${told}`);
}

/**
 * The address of a hub that is ready; call `stop` at the end. `commands` are words of the program that are carried out
 * before it serves; `demonstration: false` leaves the open data out, which takes a while to import.
 */
export async function startHub({ demonstration = true, commands = [] } = {}) {
  if (!process.env.WHOLEPLACE_BIN) throw new Error("Say in WHOLEPLACE_BIN where the program wholeplace is.");
  const program = resolve(process.env.WHOLEPLACE_BIN);
  const folder = await mkdtemp(join(tmpdir(), "wholeplace-journeys-"));
  const data = ["--data", join(folder, "hub")];
  await run(program, [...data, "init"]);
  if (demonstration) {
    await run(program, [
      ...data, "import", "--demonstration", "--demonstration-folder", join(ROOT, "data/demonstration"),
    ]);
  }
  for (const words of commands) await run(program, [...data, ...words]);
  const server = spawn(program, [...data, "serve", "--address", "127.0.0.1:0"], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const address = await new Promise((ready, failed) => {
    let told = "";
    server.stderr.on("data", (piece) => {
      told += piece;
      const found = told.match(/http:\/\/127\.0\.0\.1:\d+(?=\/)/);
      if (found) ready(found[0]);
    });
    server.once("close", (code) => failed(new Error(`serve ended with ${code}:\n${told}`)));
  });
  const stop = async () => {
    const ended = once(server, "close");
    server.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { address, stop };
}
