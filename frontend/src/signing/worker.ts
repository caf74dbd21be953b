// The worker that signs, makes keys and hashes files.
import { Hasher, Keys, Request, initSync } from "kabinet-signer";
import { serve } from "./serve";

serve({ Hasher, Keys, Request, initSync });
