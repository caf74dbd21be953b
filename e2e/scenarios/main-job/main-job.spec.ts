import { test } from '../../support/fixtures';
import { mainJob } from './story';

test('the main job, from the first page to the journal', { tag: '@nojs' }, async ({ person, server }) => {
  test.setTimeout(300_000);
  await mainJob(person, server);
});
