import Foundation

/// The programs of the same build as this one.
enum BuiltPrograms {
    private static let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()

    /// The path of this program.
    static let benchmark = own.path
    static let bridge = own.deletingLastPathComponent().appendingPathComponent("helpbridge").path
}
