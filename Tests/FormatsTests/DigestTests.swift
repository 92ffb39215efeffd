import Formats
import Testing

@Suite("Digests")
struct DigestTests {
    // FIPS 180-4 examples and RFC 1321's suite.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func sha256(text: String, expected: String) {
        #expect(SHA256.digest(of: text).description == expected)
        #expect(Digest(expected.uppercased()) == SHA256.digest(of: text))
    }

    /// `openssl mac -macopt cipher:AES-128-GCM -macopt hexkey:5353... -macopt hexiv:0000... GMAC`.
    @Test(arguments: [
        ("hello", "0311f57d4fb0eeca4c1db3d65430032c"), ("", "702f748659d9e80527bd87c5d03d8f53"),
    ])
    func integrityTag(text: String, expected: String) throws {
        let whole = try #require(IntegrityTag())
        Array(text.utf8).withUnsafeBytes { whole.update($0) }
        #expect(Hexadecimal.encode(whole.finish()) == expected)
        let pieces = try #require(IntegrityTag())
        for byte in text.utf8 { [byte].withUnsafeBytes { pieces.update($0) } }
        #expect(Hexadecimal.encode(pieces.finish()) == expected)
    }

    @Test func otherAlgorithms() throws {
        let expected: [(DigestAlgorithm, String)] = [
            (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.md5, "900150983cd24fb0d6963f7d28e17f72"),
            (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ]
        for (algorithm, digest) in expected {
            let hasher = try MessageHasher(algorithm)
            hasher.update(Array("abc".utf8))
            #expect(Hexadecimal.encode(hasher.finish()) == digest)
        }
    }

    @Test func streamingEqualsOneShot() {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 7) }
        for step in [1, 63, 64, 65, 4096, 99_999] {
            let hasher = SHA256()
            for start in stride(from: 0, to: bytes.count, by: step) {
                hasher.update(Array(bytes[start..<min(start + step, bytes.count)]))
            }
            #expect(hasher.finish() == SHA256.digest(of: bytes))
        }
    }

    @Test func digestText() throws {
        let bytes = (0..<32).map { UInt8($0 * 8) }
        let digest = try #require(Digest(bytes: bytes))
        #expect(digest.bytes == bytes)
        #expect(Digest(digest.description) == digest)
        #expect(Digest("ab") == nil)
        #expect(Digest(String(repeating: "g", count: 64)) == nil)
        #expect(Digest(bytes: [1, 2]) == nil)
        let smaller = SHA256.digest(of: "abc")  // begins ba
        let larger = SHA256.digest(of: "")  // begins e3
        #expect(smaller < larger)
        #expect(!(larger < smaller) && !(larger < larger))
    }
}
