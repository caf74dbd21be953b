import { test } from '../../support/fixtures';
import { mainJob } from './story';

test.use({ database: 'postgres', serverSettings: { name: 'main-job' } });

test('the main job on PostgreSQL', async ({ person, server }) => {
  test.setTimeout(600_000);
  // The pages are the same ones that the run on SQLite looks at.
  await mainJob(person, server, { looks: false });
});
