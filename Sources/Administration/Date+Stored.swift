public import Foundation

extension Date {
    /// The same moment, as exact as it is stored: in milliseconds.
    public var storable: Date { Date(timeIntervalSince1970: (timeIntervalSince1970 * 1000).rounded() / 1000) }
}
