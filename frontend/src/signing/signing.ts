// The second script, of the pages on which somebody signs: never loaded elsewhere.
import { fileHashes } from "./file-hash";
import { keyRequests } from "./key-request";
import { panels } from "./panel";
import { workplace } from "./workplace";

workplace();
panels(document);
keyRequests(document);
fileHashes(document);
