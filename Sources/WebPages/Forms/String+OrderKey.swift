extension String {
    /// The sort key of a name: its letters in the order of the Persian alphabet, however it was typed.
    ///
    /// Unicode's order has پ, چ, ژ, ک and گ after و. Names in other alphabets come first.
    var orderKey: String {
        var key = UnicodeScalarView()
        for scalar in folded.unicodeScalars { key.append(Self.places[scalar] ?? scalar) }
        return String(key)
    }

    /// A private-use code point for each letter of the alphabet, as ``folded`` returns it.
    private static let places: [Unicode.Scalar: Unicode.Scalar] = {
        var places: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (offset, letter) in "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی".unicodeScalars.enumerated() {
            places[letter] = Unicode.Scalar(0xE000 + UInt32(offset))
        }
        return places
    }()
}

extension Sequence {
    /// Returns the elements in the order in which people look for names.
    ///
    /// - Parameter names: the names of an element; a later name decides if the earlier ones are equal.
    func sorted(byNames names: (Element) -> [String]) -> [Element] {
        map { element -> (element: Element, keys: [String]) in
            let texts = names(element)
            // Names that differ only in how they were typed follow each other, always in the same order.
            return (element, texts.map(\.orderKey) + texts)
        }.sorted { $0.keys.lexicographicallyPrecedes($1.keys) }.map(\.element)
    }
}
