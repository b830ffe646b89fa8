extension String {
    /// What a name is put in order by: its letters in the order of the Persian alphabet, however it was typed.
    ///
    /// That of Unicode has پ, چ, ژ, ک and گ after و. Names in other alphabets stand before.
    var orderKey: String {
        var key = UnicodeScalarView()
        for scalar in folded.unicodeScalars { key.append(Self.places[scalar] ?? scalar) }
        return String(key)
    }

    /// For each letter of the alphabet, as ``folded`` leaves it, a code point for private use.
    private static let places: [Unicode.Scalar: Unicode.Scalar] = {
        var places: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (offset, letter) in "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی".unicodeScalars.enumerated() {
            places[letter] = Unicode.Scalar(0xE000 + UInt32(offset))
        }
        return places
    }()
}

extension Sequence {
    /// In the order in which people look for names.
    ///
    /// - Parameter names: what an element is called; the later ones count where the earlier ones are the same.
    func sorted(byNames names: (Element) -> [String]) -> [Element] {
        map { element -> (element: Element, keys: [String]) in
            let texts = names(element)
            // Those that differ only in how they were typed stand beside each other, always in the same order.
            return (element, texts.map(\.orderKey) + texts)
        }.sorted { $0.keys.lexicographicallyPrecedes($1.keys) }.map(\.element)
    }
}
