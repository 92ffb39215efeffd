/// How the files of a task are to be read.
public enum TaskLayout: String, CaseIterable, Sendable {
    /// Four files a task, as the paper's authors released the UCI sets; see ``DataPyLoader``.
    case dataPy = "data_py"
    /// The files of Fernandez-Delgado et al. 2014.
    case fernandezDelgado = "fernandez-delgado"
    /// The table of HTRU2.
    case htru2
    /// The files of the DeepTox page.
    case tox21
    /// The four files of MNIST.
    case mnist
    /// The binary batches of CIFAR-10.
    case cifar10 = "cifar-10"
}
