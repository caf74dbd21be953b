// Who takes part in the main job, each in a window of their own, and what they hand to each other.
import type { Page } from '@playwright/test';
import { day } from '../../support/people';
import type { Server } from '../../support/server';

export interface Cast {
  head: Page;
  operator: Page;
  colleague: Page;
  controller: Page;
  officer: Page;
  manager: Page;
  /** Somebody who is let in for a moment. */
  temporary: Page;
  server: Server;
  /** Whether the project runs scripts; without them a page is reloaded to see a change. */
  scripts: boolean;
  /** Keeps pictures and asks axe; does nothing where another run has looked already. */
  look: (page: Page, name: string) => Promise<void>;
  /** The company that waits for its head, as the demo prints it. */
  company: { inn: string; ogrn: string };
  /** `/o/UUID` of the company, once it is linked. */
  cabinet: string;
}

/** When the order was signed that makes Новиков the head. */
export const ORDERED = day(-60);

export const NEWCOMER = { email: 'novikov@gavan.example', password: 'Tikhaya-gavan-7' };
export const INVITED = { email: 'sokolova@gavan.example', password: 'Morskoj-veter-4' };
export const INVITED_FOR_A_MOMENT = { email: 'lapteva@gavan.example', password: 'Nedolgij-gost-6' };
export const INVITED_CONTROLLER = { email: 'mironov@gavan.example', password: 'Proverka-rabot-9' };
