import OpticalFlow
import Simulator
import Tensors

/// The motion between two frames of light, from the frames alone.
final class PictureMotion: LightMotion {
  private let search: DenseInverseSearch

  init(threads: Int) { search = DenseInverseSearch(threads: threads) }

  func flows(
    between first: Tensor<Float>, and second: Tensor<Float>
  ) -> (forward: Tensor<Float>, backward: Tensor<Float>) {
    search.flows(between: Self.visible(first), and: Self.visible(second))
  }

  /// The square root of linear light, in which dark texture counts as bright one does.
  static func visible(_ gray: Tensor<Float>) -> Tensor<Float> {
    gray.map { (max(0, $0) * 255).squareRoot() }
  }
}
