extension Double {
  /// The microseconds from one time to another, however far apart: exact where 64 bits hold them.
  public init(microsecondsFrom start: Int64, to end: Int64) {
    let (distance, isOver) = end.subtractingReportingOverflow(start)
    self = isOver ? Double(end) - Double(start) : Double(distance)
  }
}

extension Int64 {
  /// A time so many microseconds later, or the last there is.
  public func advancedOrLast(by microseconds: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(microseconds)
    return isOver ? (microseconds < 0 ? .min : .max) : sum
  }
}
