// The one script of all pages. Every part waits for its data attribute and adds to what works
// without scripts; nothing here is needed to do the job.
import "./htmx";
import { autosave } from "./autosave";
import { countdown } from "./countdown";
import { copyButtons } from "./copy";
import { drops } from "./drops";
import { focusErrors, submitGuards } from "./forms";
import { live } from "./live";
import { passwords } from "./password";
import { suggestions } from "./suggest";
import { uploads } from "./upload";

/** Sets up a part of the page; called for the whole page and for each part that is replaced. */
export function enhance(root: ParentNode): void {
  uploads(root);
  passwords(root);
  suggestions(root);
  copyButtons(root);
  countdown(root);
  submitGuards(root);
}

enhance(document);
autosave();
drops();
focusErrors();
live(enhance);
document.addEventListener("htmx:after:swap", () => enhance(document));
