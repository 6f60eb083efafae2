import Files
import Recordings
import Tensors

/// The flow of a scene of MVSEC as its authors publish it: `indoor_flying1_gt.hdf5`.
///
/// The dataset `davis/left/flow_dist` is `[N, 2, 260, 346]` in double precision, `davis/left/flow_dist_ts` has the times.
/// Displacement in pixels of the undistorted picture, from each time to the next; zero where there is none.
///
/// - SeeAlso: Zhu et al., "The Multivehicle Stereo Event Camera Dataset", RA-L 2018; "EV-FlowNet", RSS 2018.
public final class MVSECGroundTruth: FlowGroundTruthSource {
  /// The path as given.
  public var path: String { flow.path }
  /// The times of the fields in seconds since 1970.
  public let timesSeconds: [Double]
  /// The height of a field in pixels.
  public var height: Int { flow.frameShape[1] }
  /// The width of a field in pixels.
  public var width: Int { flow.frameShape[2] }
  private let flow: HDF5Array

  /// Opens a file of ground truth.
  ///
  /// - Parameter camera: `davis/left` or `davis/right`.
  /// - Throws: `FileError` where there is no such file, it holds no flow, or its times go back.
  public init(path: String, camera: String = "davis/left") throws {
    let file = try HDF5File(path: path)
    let names = ["\(camera)/flow_dist", "\(camera)/flow_dist_ts"]
    for name in names where try !file.holdsDataset(name) {
      throw FileError(
        .badContent, path: path, problem: "it holds no flow, the dataset \(name)",
        remedy: "take the _gt.hdf5 of an indoor_flying, outdoor_day or outdoor_night scene")
    }
    flow = try HDF5Array(file, names[0])
    guard flow.shape.count == 4, flow.shape[1] == 2, flow.count > 0 else {
      throw flow.error("its shape \(flow.shape) is none of flow, which is [N, 2, height, width]")
    }
    let times = try HDF5Array(file, names[1])
    guard times.shape == [flow.count] else {
      throw times.error("its shape \(times.shape) does not fit \(flow.count) fields")
    }
    timesSeconds = try times.values()
    try SecondsOfMVSEC.check(timesSeconds, path: path, place: "dataset \(names[1])")
  }

  /// A field, `[2, height, width]`. Cost: a chunk is decoded, from anywhere.
  ///
  /// - Precondition: There is such a field.
  /// - Throws: `FileError` where the file is damaged.
  public func field(_ index: Int) throws -> Tensor<Double> { try flow.frame(index) }
}
