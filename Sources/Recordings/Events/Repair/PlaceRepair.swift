/// Puts places right: hot pixels go, exchanged axes are exchanged back, what lies outside of the sensor goes.
struct PlaceRepair {
  private let size: (width: Int, height: Int)?
  private let exchangesAxes: Bool
  private let dropped: Set<UInt32>

  init(_ plan: EventRepairPlan) {
    size = plan.size
    exchangesAxes = plan.exchangesAxes
    dropped = Set(plan.droppedPixels.map { Self.key(UInt16($0.x), UInt16($0.y)) })
  }

  private static func key(_ x: UInt16, _ y: UInt16) -> UInt32 { UInt32(y) << 16 | UInt32(x) }

  /// Applies the rule, and adds to the report.
  func apply(to batch: inout EventBatch, _ report: inout EventRepairReport) {
    if !dropped.isEmpty {
      let before = batch.count
      batch.keep { !dropped.contains(Self.key($0.x[$1], $0.y[$1])) }
      report.hotDropped += before - batch.count
    }
    if exchangesAxes {
      batch.edit { columns, count in
        for index in 0..<count { swap(&columns.x[index], &columns.y[index]) }
        return count
      }
      report.exchanged += batch.count
    }
    if let size {
      let before = batch.count
      batch.keep { Int($0.x[$1]) < size.width && Int($0.y[$1]) < size.height }
      report.outsideDropped += before - batch.count
    }
  }
}
