/// A token of a prompt's text, for the rules that work on words and numbers rather than letters.
enum TextToken: Equatable {
    /// Letters of one script, with their marks and joiners.
    case word(String)
    /// Digits, as ASCII.
    case number(String)
    case mark(Unicode.Scalar)

    var number: String? {
        if case .number(let digits) = self { digits } else { nil }
    }

    /// Whether a number next to the token is an amount: `5 €`, `$5`.
    var isCurrency: Bool {
        if case .mark(let scalar) = self { scalar.properties.generalCategory == .currencySymbol } else { false }
    }

    func isMark(_ scalars: Unicode.Scalar...) -> Bool {
        if case .mark(let scalar) = self { scalars.contains(scalar) } else { false }
    }
}

extension TextToken {
    /// Splits a text into tokens. Digits of any script become ASCII, and a word ends where another script begins, so
    /// that `CRM‌های` is two words.
    static func tokens(of text: String) -> [TextToken] {
        var tokens: [TextToken] = []
        var pending = String.UnicodeScalarView()
        var kind = Kind.mark
        func flush() {
            if kind == .number {
                tokens.append(.number(String(pending)))
            } else {
                // A trailing joiner is not part of the word.
                while pending.last?.isJoiner == true { pending.removeLast() }
                if !pending.isEmpty { tokens.append(.word(String(pending))) }
            }
            pending.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            let next = Kind(scalar)
            switch next {
            case .mark:
                flush()
                kind = .mark
                tokens.append(.mark(scalar))
            case .attached where kind == .latin || kind == .otherScript:
                pending.append(scalar)
            default:
                if next != kind { flush() }
                kind = next == .attached ? .otherScript : next
                pending.append(next == .number ? scalar.asASCIIDigit : scalar)
            }
        }
        flush()
        return tokens
    }

    private enum Kind {
        case latin, otherScript, number, mark
        /// A combining mark or a joiner, which belongs to the word before it.
        case attached

        init(_ scalar: Unicode.Scalar) {
            // Fast path for most text, without Unicode's tables.
            switch scalar.value {
            case 0x30...0x39: self = .number
            case 0x41...0x5A, 0x61...0x7A: self = .latin
            case 0..<0x80: self = .mark
            case 0x621...0x64A, 0x6A9, 0x6AF, 0x6CC: self = .otherScript
            default:
                if scalar.isJoiner {
                    self = .attached
                } else {
                    self.init(rare: scalar)
                }
            }
        }

        private init(rare scalar: Unicode.Scalar) {
            switch scalar.properties.generalCategory {
            case .decimalNumber: self = .number
            case .nonspacingMark, .spacingMark, .enclosingMark: self = .attached
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
                // Latin-1, Latin Extended A and B, IPA (for the Azerbaijani schwa), Latin Extended Additional.
                self = scalar.value < 0x2B0 || (0x1E00..<0x1F00).contains(scalar.value) ? .latin : .otherScript
            default: self = .mark
            }
        }
    }
}

extension Unicode.Scalar {
    /// Zero-width joiner and non-joiner: invisible, but part of the spelling in Persian.
    var isJoiner: Bool {
        self == "\u{200C}" || self == "\u{200D}"
    }

    /// A decimal digit of any script as `0` to `9`; any other scalar unchanged.
    var asASCIIDigit: Unicode.Scalar {
        guard value >= 0x80, properties.generalCategory == .decimalNumber, let digit = properties.numericValue else {
            return self
        }
        return Unicode.Scalar(UInt8(ascii: "0") + UInt8(digit))
    }
}
