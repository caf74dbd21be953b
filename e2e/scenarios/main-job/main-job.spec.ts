import { test } from '../../support/fixtures';
import { mainJob } from './story';

test.use({ serverSettings: { name: 'main-job' } });

test('the main job, from the first page to the journal', { tag: '@nojs' }, async ({ person, server }) => {
  test.setTimeout(600_000);
  await mainJob(person, server);
});
