// A PostgreSQL cluster of our own: a temporary folder, a free port, gone afterwards.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './server';

export interface Postgres {
  /** For KABINET_DATABASE_URL. */
  url: string;
  stop(): Promise<void>;
}

const DEBIAN = '/usr/lib/postgresql';

export async function startPostgres(): Promise<Postgres> {
  const programs = programsFolder();
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-pg-'));
  const data = join(folder, 'data');
  // initdb and postgres refuse to work for root.
  const asRoot = process.getuid?.() === 0;
  if (asRoot) execFileSync('chown', ['postgres', folder]);
  chmodSync(folder, 0o700);
  const command = (name: string, args: string[]): [string, string[]] =>
    asRoot ? ['runuser', ['-u', 'postgres', '--', join(programs, name), ...args]] : [join(programs, name), args];

  const [initdb, initdbArgs] = command('initdb', [
    '-D', data, '-U', 'kabinet', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync',
  ]);
  execFileSync(initdb, initdbArgs, { stdio: 'pipe', cwd: folder });

  const port = await freePort();
  // Loopback only and no socket; fsync stays on, as in production.
  const [postgres, postgresArgs] = command('postgres', [
    '-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'fsync=on',
  ]);
  const child = spawn(postgres, postgresArgs, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said = (said + chunk).slice(-4000)));

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const closed = new Promise((resolve) => child.once('close', resolve));
      // The postmaster itself: runuser stands between us and it. Fast shutdown.
      const [control, controlArgs] = command('pg_ctl', ['-D', data, '-m', 'fast', '-w', 'stop']);
      try {
        execFileSync(control, controlArgs, { stdio: 'pipe', cwd: folder });
      } catch {
        child.kill('SIGKILL');
      }
      await closed;
    }
    rmSync(folder, { recursive: true, force: true });
  };

  const deadline = Date.now() + 30_000;
  while (!isReady(programs, port)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`PostgreSQL did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url: `postgres://kabinet@127.0.0.1:${port}/postgres`, stop };
}

function isReady(programs: string, port: number) {
  try {
    execFileSync(join(programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** The newest of Debian's versions, unless KABINET_POSTGRES_BIN names the folder. */
function programsFolder() {
  if (process.env.KABINET_POSTGRES_BIN) return process.env.KABINET_POSTGRES_BIN;
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const folders = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'))
    .filter((folder) => existsSync(join(folder, 'initdb')));
  if (!folders[0]) throw new Error('PostgreSQL is missing (Debian: apt-get install postgresql)');
  return folders[0];
}
