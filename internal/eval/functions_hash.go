package eval

// hashFunctions are the hash functions.
var hashFunctions = []function{
	{name: "md5", about: "the MD5 hash, 16 bytes", forms: "s:y y:y", fails: true, dear: true, build: unary(hashMD5)},
	{name: "sha1", about: "the SHA-1 hash, 20 bytes", forms: "s:y y:y", fails: true, dear: true, build: unary(hashSHA1)},
	{name: "sha256", about: "the SHA-256 hash, 32 bytes", forms: "s:y y:y", fails: true, dear: true, build: unary(hashSHA256)},
	{name: "sha512", about: "the SHA-512 hash, 64 bytes", forms: "s:y y:y", fails: true, dear: true, build: unary(hashSHA512)},
	{name: "farm_fingerprint", about: "a number that stands for the text and never changes", forms: "s:i y:i", dear: true, build: unary(farmFingerprint)},
}
