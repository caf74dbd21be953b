// <button data-countdown="30">: cannot be pressed until the seconds are over. The server keeps
// the real limit; this only tells how long it lasts.
import { fill, fresh } from "./dom";

export function countdown(root: ParentNode): void {
  for (const button of fresh<HTMLButtonElement>(root, "data-countdown")) {
    const label = button.textContent ?? "";
    const end = Date.now() + Number(button.dataset.countdown ?? "0") * 1_000;
    const tick = () => {
      const seconds = Math.ceil((end - Date.now()) / 1_000);
      button.disabled = seconds > 0;
      button.textContent = seconds > 0 ? fill(button.dataset.wait, { seconds: String(seconds) }) : label;
      if (seconds > 0) window.setTimeout(tick, 500);
    };
    tick();
  }
}
