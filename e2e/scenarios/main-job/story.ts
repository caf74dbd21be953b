// The main job from the first page to the journal, with seven people at once.
import type { Page } from '@playwright/test';
import { test } from '../../support/fixtures';
import { look } from '../../support/look';
import type { Server } from '../../support/server';
import { EXTRACT, LICENCE, fillExtract, fillLicence, submit } from './applicant';
import { answerWithFile, approve, mailsArrived, proposeApproval, refuse, takeAndAsk, takeResult, watch } from './authority';
import type { Cast } from './cast';
import { accept, changesActAtOnce, invite, onlyWhatTheRoleAllows } from './colleagues';
import { readJournal } from './journal';
import { askForOrganization, attachDocuments, confirmAddress, register, sendRequest, turnOnCodes } from './newcomer';
import { confirm, mendAndSendAgain, returnWithRemarks } from './operator';

type Person = (name: string) => Promise<Page>;

export async function mainJob(person: Person, server: Server, options = { looks: true }) {
  const [, inn, ogrn] = await server.said(/ИНН (\d{10}), ОГРН (\d{13})/);
  const cast: Cast = {
    head: await person('Новиков'),
    operator: await person('оператор'),
    colleague: await person('Соколова'),
    controller: await person('Миронов'),
    officer: await person('Ермакова'),
    manager: await person('Зорин'),
    temporary: await person('Лаптева'),
    server,
    scripts: test.info().project.use.javaScriptEnabled !== false,
    look: options.looks ? look : async () => undefined,
    company: { inn: inn!, ogrn: ogrn! },
    cabinet: '',
  };
  let licence = '';
  let extract = '';

  await test.step('1. a person registers and turns on one-time codes', async () => {
    await register(cast);
    await confirmAddress(cast);
    await turnOnCodes(cast);
  });
  await test.step('2. adds their organization, which is compared with the register', async () => {
    await askForOrganization(cast);
    await attachDocuments(cast);
    await sendRequest(cast);
  });
  await test.step('3. the operator returns it with remarks and then confirms it', async () => {
    await returnWithRemarks(cast);
    await mendAndSendAgain(cast);
    await confirm(cast);
  });
  await test.step('4. the head invites colleagues, who can do what their roles allow', async () => {
    await invite(cast);
    await accept(cast);
    await onlyWhatTheRoleAllows(cast);
    await changesActAtOnce(cast);
  });
  await test.step(`5. a colleague applies: «${LICENCE}» and «${EXTRACT}»`, async () => {
    await cast.colleague.goto(cast.cabinet);
    await fillLicence(cast);
    licence = await submit(cast.colleague, cast.look, 'application');
    await fillExtract(cast);
    extract = await submit(cast.colleague, cast.look, 'extract');
  });
  await test.step('6. the authority takes it, asks, gets an answer and decides; the applicant watches', async () => {
    await watch(cast, licence);
    await takeAndAsk(cast, licence);
    await answerWithFile(cast);
    await proposeApproval(cast, licence);
    await approve(cast, licence);
    await takeResult(cast, licence);
    await refuse(cast, extract);
  });
  await test.step('7. mails arrived, and the journal says who did what', async () => {
    await mailsArrived(cast, licence, extract);
    await readJournal(cast, licence);
  });
}
