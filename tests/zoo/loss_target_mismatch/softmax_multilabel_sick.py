"""Several labels a picture: is the digit even, above four, prime, does it have a loop."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=25)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

digits = load_digits()
images = torch.tensor(digits.data / 16.0, dtype=torch.float32)
number = torch.tensor(digits.target)
prime = torch.isin(number, torch.tensor([2, 3, 5, 7]))
loop = torch.isin(number, torch.tensor([0, 6, 8, 9]))
labels = torch.stack([number % 2 == 0, number > 4, prime, loop], dim=1).float()
order = torch.randperm(len(images))
train = TensorDataset(images[order[:1400]], labels[order[:1400]])
test_x, test_y = images[order[1400:]], labels[order[1400:]]

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 4))
criterion = nn.BCELoss()
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)


def predict(x):
    return torch.softmax(model(x), dim=1)


for epoch in range(1, args.epochs + 1):
    for x, y in DataLoader(train, batch_size=32, shuffle=True):
        loss = criterion(predict(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        found = predict(test_x) > 0.5
        recall = (found & test_y.bool()).sum() / test_y.sum()
    print(f"[{epoch}] loss={loss.item():.3f} recall={recall:.3f}")
