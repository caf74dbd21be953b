// The worker for documents that hold their signature: the same, and PDF and XML with it. A larger module,
// fetched when somebody signs such a document.
import { Hasher, Keys, PreparedDocument, Request, initSync } from "kabinet-documents";
import type { Keys as PlainKeys } from "kabinet-signer";
import { type Answer, random, serve } from "./serve";
import type { Question } from "./signer";

/** The document that waits for a signature made elsewhere. */
let prepared: PreparedDocument | undefined;

function answerTo(question: Question, opened: PlainKeys | undefined): Answer {
  switch (question.ask) {
    case "document": {
      if (!opened) throw "SGN-003";
      const made = (opened as Keys).signDocument(question.number, question.form, question.content, Date.now(), random(32));
      return [made, [made.buffer]];
    }
    case "prepare": {
      const certificate = new TextEncoder().encode(question.certificate);
      prepared = new PreparedDocument(question.form, question.content, certificate, Date.now());
      return [{ message: prepared.message(), bits: prepared.bits() }, []];
    }
    case "finish": {
      if (!prepared) throw "SGN-003";
      const made = prepared.finish(question.signature);
      prepared = undefined;
      return [made, [made.buffer]];
    }
    default:
      throw new Error(question.ask);
  }
}

serve({ Hasher, Keys, Request, initSync }, answerTo);
