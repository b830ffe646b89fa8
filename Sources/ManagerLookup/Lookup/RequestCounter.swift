/// Counts the requests of one lookup, whichever part of it sends them.
///
/// Belongs to one lookup, as its context does.
final class RequestCounter {
    private(set) var count = 0

    func add() {
        count += 1
    }
}
