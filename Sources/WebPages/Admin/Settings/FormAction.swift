/// The action of a button in a form with a list: `add`, `up:2`, `down:2`, `out:2`.
enum FormAction {
    case add
    case up(Int)
    case down(Int)
    case out(Int)

    init?(_ text: String) {
        let parts = text.split(separator: ":")
        switch (parts.first, parts.dropFirst().first.flatMap { Int($0) }) {
        case ("add"?, nil): self = .add
        case ("up"?, let place?): self = .up(place)
        case ("down"?, let place?): self = .down(place)
        case ("out"?, let place?): self = .out(place)
        default: return nil
        }
    }
}

extension Array {
    /// Performs an action; does nothing if the place does not exist.
    mutating func perform(_ action: FormAction, empty: Element?) {
        switch action {
        case .add:
            if let empty { append(empty) }
        case .up(let place):
            if indices.contains(place), place > 0 { swapAt(place, place - 1) }
        case .down(let place):
            if indices.contains(place), place < count - 1 { swapAt(place, place + 1) }
        case .out(let place):
            if indices.contains(place) { remove(at: place) }
        }
    }
}
