//! Published numbers, refusals, and agreement with OpenSSL's gost-engine.
mod openssl;
mod refusals;
mod vectors;
