import Testing
import WebEncoding

@Suite("Hexadecimal")
struct HexadecimalTests {
    @Test("Every byte is written with two lower-case hexadecimal digits, and read back")
    func bytesAreWrittenAndReadBack() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(bytes.hexadecimal.hasPrefix("000102030405060708090a0b0c0d0e0f10"))
        #expect(bytes.hexadecimal.hasSuffix("fdfeff"))
        #expect([UInt8](hexadecimal: bytes.hexadecimal) == bytes)
        #expect([UInt8](hexadecimal: bytes.hexadecimal.uppercased()) == bytes)
    }

    @Test("A number is written in hexadecimal with its leading zeros")
    func numbersKeepLeadingZeros() {
        #expect(UInt64(0x1F).hexadecimal == "000000000000001f")
        #expect(UInt16.max.hexadecimal == "ffff")
    }

    @Test(
        "What is not pairs of hexadecimal digits is not read",
        arguments: ["0", "abc", "0g", "g0", " 0", "+1", "-1", "０１", "0x"])
    func othersAreRefused(_ text: String) {
        #expect([UInt8](hexadecimal: text) == nil)
    }

    @Test("Only 0 to 9 and a to f are lower-case hexadecimal digits")
    func lowerCaseDigits() {
        let digits = (UInt8.min...UInt8.max).filter(\.isLowercaseHexadecimal)
        #expect(String(decoding: digits, as: UTF8.self) == "0123456789abcdef")
    }
}
