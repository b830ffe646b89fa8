public import Foundation

extension Date {
    /// The date, rounded to the precision in which it is stored: milliseconds.
    public var storable: Date { Date(timeIntervalSince1970: (timeIntervalSince1970 * 1000).rounded() / 1000) }
}
