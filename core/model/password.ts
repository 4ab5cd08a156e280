/** Shorter passwords are refused wherever one is set (OWASP ASVS 6.2.1 asks for 8 and recommends 15). */
export const leastPasswordLength = 12;
