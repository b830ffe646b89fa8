import Foundation

/// A radix-2 fast Fourier transform, in place.
struct FourierTransform {
    let count: Int
    private let cosines: [Double]
    private let sines: [Double]

    /// - Parameter minimum: The length is the next power of two.
    init(atLeast minimum: Int) {
        var count = 2
        while count < minimum { count *= 2 }
        self.count = count
        cosines = (0..<count / 2).map { [count] in cos(2 * Double.pi * Double($0) / Double(count)) }
        sines = (0..<count / 2).map { [count] in -sin(2 * Double.pi * Double($0) / Double(count)) }
    }

    /// - Parameters:
    ///   - real: `count` values.
    ///   - imaginary: `count` values.
    func transform(_ real: inout [Double], _ imaginary: inout [Double]) {
        precondition(real.count == count && imaginary.count == count, "a transform of \(count) values")
        var reversed = 0
        for index in 1..<count {
            var bit = count >> 1
            while reversed & bit != 0 {
                reversed ^= bit
                bit >>= 1
            }
            reversed |= bit
            if index < reversed {
                real.swapAt(index, reversed)
                imaginary.swapAt(index, reversed)
            }
        }
        real.withUnsafeMutableBufferPointer { re in
            imaginary.withUnsafeMutableBufferPointer { im in
                butterflies(re, im)
            }
        }
    }

    private func butterflies(_ re: UnsafeMutableBufferPointer<Double>, _ im: UnsafeMutableBufferPointer<Double>) {
        cosines.withUnsafeBufferPointer { cosines in
            sines.withUnsafeBufferPointer { sines in
                var half = 1
                while half < count {
                    let stride = count / (half * 2)
                    var start = 0
                    while start < count {
                        for offset in 0..<half {
                            let c = cosines[offset * stride]
                            let s = sines[offset * stride]
                            let low = start + offset
                            let high = low + half
                            let r = re[high] * c - im[high] * s
                            let i = re[high] * s + im[high] * c
                            re[high] = re[low] - r
                            im[high] = im[low] - i
                            re[low] += r
                            im[low] += i
                        }
                        start += half * 2
                    }
                    half *= 2
                }
            }
        }
    }

    /// The cross-correlation of a signal with a pattern: the sum of products at each lag from 0 on.
    func correlation(of signal: [Double], with pattern: [Double]) -> [Double] {
        // Both real signals in one complex transform: the signal as its real part, the pattern as its imaginary part.
        var real = signal + [Double](repeating: 0, count: count - signal.count)
        var imaginary = pattern + [Double](repeating: 0, count: count - pattern.count)
        transform(&real, &imaginary)
        var productReal = [Double](repeating: 0, count: count)
        var productImaginary = productReal
        for index in 0..<count {
            let mirror = (count - index) & (count - 1)
            let signalReal = (real[index] + real[mirror]) / 2
            let signalImaginary = (imaginary[index] - imaginary[mirror]) / 2
            let patternReal = (imaginary[index] + imaginary[mirror]) / 2
            let patternImaginary = (real[mirror] - real[index]) / 2
            // The signal times the pattern's conjugate; its own conjugate, so that the next transform is the inverse.
            productReal[index] = signalReal * patternReal + signalImaginary * patternImaginary
            productImaginary[index] = -(signalImaginary * patternReal - signalReal * patternImaginary)
        }
        transform(&productReal, &productImaginary)
        return productReal.map { $0 / Double(count) }
    }
}
