import Tensors

extension TrainableClassifier {
  /// About the bytes that training takes: the parameters with their gradients and what the optimizer remembers, and of
  /// each layer the values of a batch in every time step with their gradients.
  ///
  /// Cost: no memory; it is known before anything is drawn.
  ///
  /// - Parameters:
  ///   - batch: The samples of a step of training.
  ///   - steps: The time steps; 1 for a classifier that does not spike.
  public func trainingBytes(batch: Int, steps: Int) -> Int {
    func product(_ factors: [Int]) -> Int { Shape.checkedCount(factors) ?? .max }
    func sum(_ terms: [Int]) -> Int {
      terms.reduce(0) {
        let (sum, overflow) = $0.addingReportingOverflow($1)
        return overflow ? .max : sum
      }
    }
    let (copiesOfParameters, copiesOfValues, scalarBytes) = (4, 2, 4)
    let parameters = sum(architecture.parameters.map { product($0.shape) })
    let values = sum(architecture.accounts.map { product($0.outputShape) })
    return sum([
      product([parameters, copiesOfParameters, scalarBytes]),
      product([values, copiesOfValues, scalarBytes, batch, steps]),
    ])
  }
}
