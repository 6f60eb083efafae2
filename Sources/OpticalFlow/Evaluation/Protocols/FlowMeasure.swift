/// The measures of a field's errors, with the names that scripts and tables use.
public enum FlowMeasure: String, Sendable, CaseIterable {
  /// The mean end-point error; EPE where the literature calls it so.
  case aee
  /// The pixels with EE ≥ 3 px.
  case outliersPercent = "outliers_percent"
  /// The pixels with EE > 3 px and EE > 5 % of the true length.
  case strictOutliersPercent = "strict_outliers_percent"
  /// The pixels with EE > 1 px.
  case pe1
  /// The pixels with EE > 2 px.
  case pe2
  /// The pixels with EE > 3 px.
  case pe3
  /// The angle of (u, v, 1).
  case ae
  /// The angle of (u, v), where neither vector is zero.
  case planeAngle = "ae_plane"
  /// The mean length of the ground truth: what a prediction of zero would have for an AEE.
  case zeroFlow = "aee_of_zero_flow"

  /// The value of a field or of many.
  public func value(_ errors: FlowErrors) -> Double? {
    switch self {
    case .aee: errors.averageEndpointError
    case .outliersPercent: errors.outlierPercent
    case .strictOutliersPercent: errors.strictOutlierPercent
    case .pe1: errors.percent(beyond: 1)
    case .pe2: errors.percent(beyond: 2)
    case .pe3: errors.percent(beyond: 3)
    case .ae: errors.averageAngularError
    case .planeAngle: errors.averagePlaneAngularError
    case .zeroFlow: errors.averageLength
    }
  }

  /// The name in tables.
  public var title: String {
    switch self {
    case .aee: "AEE"
    case .outliersPercent: "≥3px"
    case .strictOutliersPercent: ">3px&5%"
    case .pe1: "1PE"
    case .pe2: "2PE"
    case .pe3: "3PE"
    case .ae: "AE"
    case .planeAngle: "AE 2-D"
    case .zeroFlow: "zero flow"
    }
  }

  /// `px`, `%` or `°`.
  public var unit: String {
    switch self {
    case .aee, .zeroFlow: "px"
    case .outliersPercent, .strictOutliersPercent, .pe1, .pe2, .pe3: "%"
    case .ae, .planeAngle: "°"
    }
  }

  /// What it is, in one line.
  public var formula: String {
    switch self {
    case .aee: "AEE = mean of EE, EE = ‖prediction − truth‖ in pixels (also EPE, AEPE)"
    case .outliersPercent: "outliers ≥3px = share of pixels with EE ≥ 3 px"
    case .strictOutliersPercent: "outliers >3px&5% = share of pixels with EE > 3 px and EE > 0.05·‖truth‖"
    case .pe1: "1PE = share of pixels with EE > 1 px"
    case .pe2: "2PE = share of pixels with EE > 2 px"
    case .pe3: "3PE = share of pixels with EE > 3 px"
    case .ae: "AE = mean angle between (u, v, 1) of prediction and truth, in degrees"
    case .planeAngle: "AE 2-D = mean angle between (u, v) of prediction and truth where neither is zero, in degrees"
    case .zeroFlow: "zero flow = mean of ‖truth‖, the AEE of a prediction of zero"
    }
  }
}
