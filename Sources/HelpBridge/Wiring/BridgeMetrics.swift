import Foundation
import Glibc
import HelpDesk
import ManagerLookup
import WebAPI
import WebServer

/// What the parts have counted, and what is measured when somebody asks: the disk, and what waits to be stored.
struct BridgeMetrics: MetricsSource {
    let recorded: any MetricsSource
    /// The path of the database; `nil` where it is on a server, whose disk we do not see.
    let database: String?
    let helpDesk: HelpDeskService
    let callCenter: any CallCenterSource

    func text() -> String {
        let callCenter = callCenter.current
        HelpRequestCounters.prepare(for: callCenter)
        LookupCounters.prepare(for: callCenter)
        HTTPRequestTimer.prepare()
        var text = recorded.text()
        if let disk = database.flatMap(DiskSpace.init) {
            text += PrometheusText.gauge("helpbridge_disk_free_bytes", disk.free)
            text += PrometheusText.gauge("helpbridge_disk_size_bytes", disk.size)
        }
        return text + PrometheusText.gauge("helpbridge_requests_not_stored", Double(helpDesk.requestsNotStored))
    }
}

/// The disk of a file: statvfs(3), which asks the file system's own memory.
struct DiskSpace: Equatable {
    /// What programs without privileges may still write, in bytes.
    var free: Double
    /// In bytes.
    var size: Double

    /// - Returns: `nil` when the file's folder is not there.
    init?(of file: String) {
        var status = statvfs()
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        guard statvfs(folder, &status) == 0 else { return nil }
        free = Double(status.f_bavail) * Double(status.f_frsize)
        size = Double(status.f_blocks) * Double(status.f_frsize)
    }
}
