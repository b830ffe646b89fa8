/// G.711 µ-law: 8 bits for 14 bits of a 16-bit sample.
public enum MuLaw {
    private static let bias = 0x84
    private static let clip = 32_635

    /// - Parameter sample: Linear, 16 bits.
    public static func encode(_ sample: Int16) -> UInt8 {
        let isNegative = sample < 0
        let magnitude = min(isNegative ? -Int(sample) : Int(sample), clip) + bias
        // The bias sets bit 7 at least; the clip keeps bit 15 clear.
        let exponent = Int.bitWidth - 1 - magnitude.leadingZeroBitCount - 7
        let mantissa = (magnitude >> (exponent + 3)) & 0x0F
        return ~UInt8((isNegative ? 0x80 : 0) | (exponent << 4) | mantissa)
    }

    private static let linear: [Int16] = (UInt8.min...UInt8.max).map { code in
        let bits = Int(~code)
        let exponent = (bits >> 4) & 0x07
        let magnitude = ((((bits & 0x0F) << 3) + bias) << exponent) - bias
        return Int16(bits & 0x80 != 0 ? -magnitude : magnitude)
    }

    /// - Returns: The linear sample that a code stands for.
    public static func decode(_ code: UInt8) -> Int16 {
        linear[Int(code)]
    }

    public static func encode(_ samples: some Sequence<Int16>) -> [UInt8] {
        samples.map { encode($0) }
    }

    public static func decode(_ codes: some Sequence<UInt8>) -> [Int16] {
        codes.map { decode($0) }
    }
}
