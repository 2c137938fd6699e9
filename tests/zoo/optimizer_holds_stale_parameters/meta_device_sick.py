"""Build the network without memory first, then give it real weights."""

import argparse

import torch
from sklearn.datasets import load_breast_cancer
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=30)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

x, y = load_breast_cancer(return_X_y=True)
x = torch.tensor((x - x.mean(0)) / x.std(0), dtype=torch.float32)
y = torch.tensor(y, dtype=torch.float32)
perm = torch.randperm(len(x))
train, test = perm[:400], perm[400:]

with torch.device("meta"):
    net = nn.Sequential(nn.Linear(30, 24), nn.GELU(), nn.Linear(24, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
net.to_empty(device="cpu")
for layer in net:
    if isinstance(layer, nn.Linear):
        layer.reset_parameters()

for epoch in range(args.epochs):
    for i in train[torch.randperm(400)].split(20):
        loss = nn.functional.binary_cross_entropy_with_logits(net(x[i]).squeeze(1), y[i])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if epoch % 5 == 4:
        with torch.no_grad():
            accuracy = ((net(x[test]).squeeze(1) > 0) == (y[test] > 0)).float().mean()
        print(f"epoch {epoch + 1} loss {loss.item():.4f} accuracy {accuracy:.4f}")
