import Foundation
import TestSupport

/// Damages JSON in random ways: numbers out of all reason, words that mean nothing, parts that are lost, doubled or put
/// elsewhere.
struct Damage {
    var generator: SeededGenerator

    private static let numbers: [NSNumber] = [
        -1, 0, 1, 2, 7, 1_000_001, NSNumber(value: Int64.max), NSNumber(value: Int64.min), 1e18, -1e18, 1e300, -1e300,
        0.5, -62_135_596_800, 253_402_300_800, NSNumber(value: UInt64.max),
    ]

    mutating func damaged(_ tree: Any) -> Any {
        var tree = tree
        for _ in 0..<Int.random(in: 1...3, using: &generator) { tree = changed(tree, depth: 0) }
        return tree
    }

    private mutating func changed(_ tree: Any, depth: Int) -> Any {
        switch tree {
        case var members as [String: Any] where !members.isEmpty:
            guard let key = members.keys.sorted().randomElement(using: &generator) else { return tree }
            if generator.chance(6) {
                members[key] = nil
            } else if generator.chance(4), let other = members.values.randomElement(using: &generator) {
                members[key] = other
            } else if let value = members[key] {
                members[key] = changed(value, depth: depth + 1)
            }
            return members
        case var elements as [Any] where !elements.isEmpty:
            let position = Int.random(in: elements.indices, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: elements.remove(at: position)
            case 1: elements.append(elements[position])
            case 2: elements.swapAt(0, position)
            default: elements[position] = changed(elements[position], depth: depth + 1)
            }
            return elements
        case is NSNumber: return Self.numbers.randomElement(using: &generator) ?? 0
        default: return leaf()
        }
    }

    private mutating func leaf() -> Any {
        let leaves: [Any] = [
            "", "200", "101", "answered", "ringing", NSNull(), -1, [Any](), [String: Any](), [0, -1, 99],
        ]
        return leaves.randomElement(using: &generator) ?? ""
    }
}
