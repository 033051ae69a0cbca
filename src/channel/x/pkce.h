/* Proof Key for Code Exchange (RFC 7636), S256: who began a sign-in shows that it is the one who
 * ends it. */
#ifndef CHANNEL_X_PKCE_H
#define CHANNEL_X_PKCE_H

enum { PKCE_SIZE = 44 }; /* 32 bytes in base64url without padding, and NUL */

/* A new random word: a verifier, or a state. */
void pkce_random(char out[PKCE_SIZE]);

/* The challenge that belongs to a verifier. */
void pkce_challenge(const char *verifier, char out[PKCE_SIZE]);

#endif
