// Starts the product for a test: a free port, a data folder of its own, gone afterwards.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `kabinet verify` says, as far as tests look at it. */
export interface Report {
  indication: string;
  signatures: { format: string; qualified: boolean }[];
}

const ROOT = join(import.meta.dirname, '../..');
const ARTIFACTS = join(import.meta.dirname, '../artifacts');
const READY_WITHIN_MS = 60_000;
const PROGRAM = process.env.KABINET_BIN ?? join(ROOT, 'target/debug/kabinet');

/** Everything the browser tests know about the product's command line. */
function productCommand(port: number, dataDir: string, databaseUrl?: string) {
  return {
    program: PROGRAM,
    args: ['demo', '--listen', `127.0.0.1:${port}`],
    env: {
      KABINET_DATA_DIR: dataDir,
      ...(databaseUrl ? { KABINET_DATABASE_URL: databaseUrl } : {}),
    },
  };
}

export interface ServerSettings {
  /** Without it the product keeps its SQLite file in the data folder. */
  databaseUrl?: string;
  /** More variables, such as shorter limits. */
  env?: Record<string, string>;
  /** Puts files into the data folder before the first start, and returns variables that name them. */
  prepare?: (dataDir: string) => Record<string, string>;
  /** Another program instead of the product: the machinery's own tests. */
  command?: (port: number, dataDir: string) => { program: string; args: string[] };
  /** In the log's name. */
  name?: string;
}

export class Server {
  private child?: ChildProcess;
  private lastWords = '';

  private constructor(
    readonly port: number,
    readonly dataDir: string,
    readonly logFile: string,
    private readonly settings: ServerSettings,
  ) {}

  /** `localhost` and not the number: passkeys work only on a name. */
  get url() {
    return `http://localhost:${this.port}`;
  }

  static async start(settings: ServerSettings = {}): Promise<Server> {
    const port = await freePort();
    const dataDir = mkdtempSync(join(tmpdir(), 'kabinet-e2e-'));
    const logs = join(ARTIFACTS, 'logs');
    mkdirSync(logs, { recursive: true });
    const log = join(logs, `${settings.name ?? 'server'}-${port}.log`);
    // Of an earlier run: what that server said is not what this one says.
    rmSync(log, { force: true });
    const env = { ...settings.env, ...settings.prepare?.(dataDir) };
    const server = new Server(port, dataDir, log, { ...settings, env });
    try {
      await server.restart();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Starts the process again on the same data, after `kill` for instance. */
  async restart() {
    const product = productCommand(this.port, this.dataDir, this.settings.databaseUrl);
    const command = { ...product, ...this.settings.command?.(this.port, this.dataDir) };
    const log = createWriteStream(this.logFile, { flags: 'a' });
    const child = spawn(command.program, command.args, {
      env: { ...process.env, ...product.env, ...this.settings.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.lastWords = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        log.write(chunk);
        this.lastWords = (this.lastWords + chunk).slice(-4000);
      });
    }
    child.on('error', (error) => (this.lastWords += String(error)));
    child.on('close', () => log.end());
    await this.untilReady(`${command.program} ${command.args.join(' ')}`);
  }

  private async untilReady(command: string) {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      if (this.hasEnded()) {
        // Its last lines, or the reason why it never started, may still be on their way.
        await new Promise((resolve) => setTimeout(resolve, 100));
        throw new Error(`${command} ended before it was ready:\n${this.lastWords}`);
      }
      try {
        const answer = await fetch(`http://127.0.0.1:${this.port}/health/ready`);
        if (answer.ok) return;
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.kill();
    throw new Error(`${command} was not ready within ${READY_WITHIN_MS / 1000} s:\n${this.lastWords}`);
  }

  /** Trusts one more authority, as an operator would who adds its root; it is read at the next check. */
  trust(root: Buffer) {
    const file = join(this.dataDir, 'demo-ca/root.cer');
    const known = readFileSync(file);
    const isPem = known.subarray(0, 5).toString('latin1') === '-----';
    const pem = isPem ? known : Buffer.from(`-----BEGIN CERTIFICATE-----\n${known.toString('base64')}\n-----END CERTIFICATE-----\n`);
    writeFileSync(file, Buffer.concat([pem, root]));
  }

  /** What the command line says about a signed file, or a file and its signature, by whom the demo trusts, and others. */
  verify(file: string, signature?: string, anchors: string[] = []): Report {
    const ca = (name: string) => join(this.dataDir, 'demo-ca', name);
    const others = anchors.flatMap((anchor) => ['--anchors', anchor]);
    const trusted = [...others, '--anchors', ca('root.cer'), '--crls', ca('root.crl'), '--tsl', ca('accredited.xml')];
    const files = signature ? [file, signature] : [file];
    const said = spawnSync(PROGRAM, ['verify', '--json', ...trusted, ...files], { encoding: 'utf8' });
    if (!said.stdout) throw new Error(`kabinet verify ${files.join(' ')}: ${said.stderr || said.error}`);
    return JSON.parse(said.stdout) as Report;
  }

  /** As a crash would: no goodbye. The data stays. */
  async kill() {
    await this.end('SIGKILL');
  }

  /** As an operator would, then throws the data away. */
  async stop() {
    await this.end('SIGTERM');
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Waits until the server has said something in its log, such as what a newcomer reads in the terminal. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      const found = pattern.exec(readFileSync(this.logFile, 'utf8'));
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the server never said ${pattern}:\n${this.lastWords}`);
  }

  private hasEnded() {
    return !this.child?.pid || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL') {
    const child = this.child;
    if (!child || this.hasEnded()) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    const impatience = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await closed;
    clearTimeout(impatience);
  }
}

// Under 32768, where Linux begins to give ports to connections and to port 0: nobody is given one of
// these by chance between the look here and the server's own bind.
const FIRST_PORT = 12_000;
const PORTS = 20_000;
// Workers are processes side by side, each looks among its own ports first.
let nextPort = (process.pid * 20) % PORTS;

/** A port that nobody listens on, and that no other test is given at this time. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS; tries++) {
    const port = FIRST_PORT + nextPort;
    nextPort = (nextPort + 1) % PORTS;
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${FIRST_PORT} up is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
