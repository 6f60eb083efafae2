/// Numbers next to thresholds: NIR's neurons fire above theirs, the neurons of classifiers at theirs or above it.
extension Double {
  /// Above it lies what lies at or above this number: the next lower number in single precision where this is one, else
  /// in double precision.
  var nextBelow: Double { isSingle ? Double(Float(self).nextDown) : nextDown }

  /// The least number above this one, in single precision where this is such a number, else in double precision: what
  /// ``nextBelow`` was made of.
  var nextAbove: Double { isSingle ? Double(Float(self).nextUp) : nextUp }

  private var isSingle: Bool { Double(Float(self)) == self }
}
