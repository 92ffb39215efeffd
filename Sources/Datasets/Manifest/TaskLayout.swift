/// How the files of a task are to be read.
public enum TaskLayout: String, CaseIterable, Sendable {
    /// Four files a task, as the paper's authors released the UCI sets; see ``DataPyLoader``.
    case dataPy = "data_py"
    /// The files of Fernandez-Delgado et al. 2014.
    case fernandezDelgado = "fernandez-delgado"
    /// The table of HTRU2.
    case htru2
    /// The files of the DeepTox page, dense and sparse features.
    case tox21
    /// The files of the DeepTox page, dense features only.
    case tox21Dense = "tox21-dense"
    /// The files of the DeepTox page, sparse features only.
    case tox21Sparse = "tox21-sparse"
    /// The four files of MNIST.
    case mnist
    /// The binary batches of CIFAR-10.
    case cifar10 = "cifar-10"
}
