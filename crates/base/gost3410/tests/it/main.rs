//! Published numbers, refusals, agreement with OpenSSL's gost-engine, and the same work for every key.
mod openssl;
mod refusals;
mod steady;
mod vectors;
